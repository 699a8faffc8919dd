import { currentTime } from './shipped/currentTime.ts';
import { leaveChannel } from './shipped/leaveChannel.ts';
import { whoIsHere } from './shipped/whoIsHere.ts';
import type { Tool } from './toolContract.ts';

/** The functions every conversation's model may call. A new tool is a file and a line here. */
export const BUILT_IN_TOOLS: readonly Tool[] = [currentTime, whoIsHere, leaveChannel];
