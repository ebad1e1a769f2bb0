/**
 * What the server tells of jobs, films and takes.
 *
 * @typedef {object} Result  Of a job that is done; what a film has is there for films alone.
 * @property {number} painted  Keyframes.
 * @property {number} kept
 * @property {string} [film]  Its file's name.
 * @property {number} [bytes]
 * @property {number} [frameCount]
 * @property {number} [filmedFrames]
 * @property {number} [fps]
 * @property {[number, number]} [size]
 * @property {number} [duration]
 * @property {number} [seconds]  That it took.
 *
 * @typedef {object} Job
 * @property {number} number
 * @property {"render" | "paint" | "takes"} kind
 * @property {string} label
 * @property {string} scene  Id of the scene that takes are painted of.
 * @property {string} step
 * @property {string} revision  Of the film that it makes.
 * @property {"running" | "stopping" | "done" | "failed" | "cancelled"} phase
 * @property {"" | "listen" | "paint" | "film"} stage
 * @property {number} done
 * @property {number} total
 * @property {number | null} speed  Pieces a second.
 * @property {number | null} secondsLeft
 * @property {number} elapsed
 * @property {string[]} notices
 * @property {Result | null} result
 * @property {{message: string, hint: string} | null} error
 *
 * @typedef {object} FilmFile
 * @property {string} name
 * @property {string} path
 * @property {string} url
 * @property {number} bytes
 * @property {number} changed  Seconds since 1970.
 * @property {Result | null} result  Of the job that made it, if that was in this studio.
 * @property {string | null} revision  Of the film as it was then.
 *
 * @typedef {object} FilmCost
 * @property {[number, number]} size
 * @property {number} fps
 * @property {string} encoder
 * @property {number} frames
 * @property {number} toFilm
 * @property {string} name
 * @property {string} folder
 * @property {boolean} replaces
 *
 * @typedef {object} Cost
 * @property {number} keyframes
 * @property {{scene: string, count: number, why: string}[]} toPaint
 * @property {string[]} pinned
 * @property {FilmCost | null} film
 * @property {{asked: number, missing: number} | null} takes
 *
 * @typedef {object} Take
 * @property {number} number
 * @property {number} seed
 * @property {boolean} isChosen
 * @property {boolean} isPinned
 * @property {{step: number, url: string, digest: string, measures: string}[]} pictures
 *
 * @typedef {object} Takes
 * @property {boolean} hasStepTakes  Whether the scene's painter has takes of single keyframes.
 * @property {string} step
 * @property {string | null} pin
 * @property {Take[]} takes
 *
 * @typedef {Record<string, string | number | boolean>} Ask  What a job is asked to do.
 */

export {};
