/** The page: every part gets its place, and then the film is asked for. */

import { mountJobs } from "./jobs/mount.js";
import { Keys } from "./keys.js";
import { Studio } from "./studio.js";

const studio = new Studio();
const keys = new Keys();
// For whoever looks into the page: the developer's console, and tests.
Object.assign(window, { longzoom: { studio, keys } });
mountJobs(studio, keys);
await studio.open();
