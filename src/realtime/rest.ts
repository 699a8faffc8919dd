/**
 * Does the owner need the present session? `busy`: yes. `between`: people may be speaking, but nothing of theirs is answered yet.
 * `quiet`: nobody speaks and nothing is owed.
 */
export type Rest = 'busy' | 'between' | 'quiet';
