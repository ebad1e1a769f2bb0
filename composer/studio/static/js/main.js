/** The page: every part gets its place, and then the film is asked for. */

import { mountBeats } from "./beats/beats.js";
import { attachBeatDragging } from "./beats/drag_beats.js";
import { mountBar } from "./frame/bar.js";
import { mountNotices } from "./frame/notices.js";
import { mountInspector } from "./inspector/inspector.js";
import { mountJobs } from "./jobs/mount.js";
import { takesStrip } from "./jobs/takes_strip.js";
import { Keys } from "./keys.js";
import { mountPicture } from "./picture/picture.js";
import { Studio } from "./studio.js";
import { mountTimeline } from "./timeline/timeline.js";

const studio = new Studio();
const keys = new Keys();
mountBar(studio, keys);
mountNotices(studio);
mountPicture(studio, keys);
const timeline = mountTimeline(studio, keys);
mountBeats(studio, keys);
attachBeatDragging(studio, timeline.beats, timeline.scale);
mountJobs(studio, keys);
mountInspector(studio, keys, (number) => takesStrip(studio, number));
// For whoever looks into the page: the developer's console, and tests.
Object.assign(window, { longzoom: { studio, keys } });
await studio.open();
