import { currentTime } from './currentTime.ts';
import { leaveChannel } from './leaveChannel.ts';
import type { Tool } from './toolContract.ts';
import { whoIsHere } from './whoIsHere.ts';

/** The functions every conversation's model may call. A new tool is a file and a line here. */
export const BUILT_IN_TOOLS: readonly Tool[] = [currentTime, whoIsHere, leaveChannel];
