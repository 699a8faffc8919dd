/** What went wrong, by its code, in one sentence: for languages in which it was not told with its details. */
export const TROUBLE = {
  config_invalid: 'My configuration needs attention by whoever runs this bot.',
  store_unavailable: 'What I keep cannot be reached right now. Please try again in a minute.',
  model_unreachable: 'I cannot reach the model right now. Please try again in a minute.',
  model_key_refused: "The model's server refused my key. Whoever runs this bot should check it.",
  model_no_quota:
    'The account I use for the model has no credit left. Whoever runs this bot should check it.',
  model_wrong_dialect:
    "The model's server speaks another dialect. Whoever runs this bot should check REALTIME_DIALECT.",
  model_not_found:
    'The model or its address was not found. Whoever runs this bot should check REALTIME_MODEL and REALTIME_URL.',
  model_session_rejected: 'The model did not accept my settings. Whoever runs this bot should check them.',
  model_session_lost:
    'I lost the connection to the model. Please give me a moment, or use `/$t(join.name)` again.',
  model_protocol: 'The model had trouble answering. Please say it again.',
  voice_join_failed:
    'I could not connect to the voice channel. Please check that I may see, connect and speak there.',
  voice_lost: 'I lost the connection to the voice channel. Please use `/$t(join.name)` again.',
  voice_kicked: 'Somebody disconnected me from the voice channel. Use `/$t(join.name)` to have me back.',
  voice_deaf: 'I could not hear you for a moment, and connect anew. Please say it again.',
  voice_mute: 'You may not have heard me for a moment. I connect anew; please ask again.',
  voice_refused: 'Discord did not let me into this call. Please try again in a few minutes.',
  discord_unreachable: 'I cannot reach Discord right now. Please try again in a minute.',
  audio_invalid: 'I could not make sense of the sound. Please try again.',
  tool_failed: 'One of my tools failed. Please try again.',
  internal: 'Something went wrong inside me. Please try again.',
} as const;
