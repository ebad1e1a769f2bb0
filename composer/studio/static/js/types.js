/**
 * The words that the server and the modules of the page share.
 *
 * @typedef {{kind: "cue" | "length" | "flexible", text: string | null}} Timing  How a scene's time is written.
 *
 * @typedef {object} Scene
 * @property {string} id
 * @property {number} number  Index in the storyboard.
 * @property {string} prompt
 * @property {string} subject
 * @property {string} caption
 * @property {number | null} year
 * @property {Timing} timing
 * @property {number} weight
 * @property {number} steps
 * @property {number} zoom
 * @property {string} ease
 * @property {number} pulse
 * @property {number} seed
 * @property {Record<string, number>} takes  Seeds by the keyframe's number in the scene, from 1.
 * @property {Record<string, string>} pins
 * @property {{at: [number, number] | null, turn: number | null}} portal  As written; null: the painter's own.
 * @property {string | null} image  Name of the director's own picture.
 * @property {string} motif
 * @property {number} arrival  Seconds of the song.
 * @property {number} start  Seconds of the film, of its first frame.
 * @property {number} end
 * @property {number} startFrame
 * @property {number} endFrame
 * @property {number} arrivalFrame
 * @property {number} errorMs
 * @property {number | null} bar
 * @property {number | null} beat
 * @property {number} firstStep  Index of its first keyframe.
 * @property {string[]} written  Keys that are written in the file, such as `zoom` or `portal.at`; the others follow
 *   from the film or the painter.
 *
 * @typedef {object} FilmTiming
 * @property {string} title
 * @property {[number, number]} fps  Numerator and denominator.
 * @property {number} frameCount
 * @property {number} duration  Of the song, seconds.
 * @property {number} offset
 * @property {"in" | "out"} direction
 * @property {boolean} loop
 * @property {string} snap
 * @property {string} painter
 * @property {[number, number]} size
 * @property {string} look
 * @property {string} avoid
 * @property {number} zoom  Of scenes that write none of their own.
 * @property {number} pulse  Likewise.
 * @property {string[]} cast  The names that prompts may use in braces.
 * @property {string[]} written  Keys of the film that are written in the file.
 * @property {string} depths  The depth at each frame: base64 of little-endian float64.
 *
 * @typedef {object} Problem
 * @property {string} file
 * @property {number} line
 * @property {number} column
 * @property {string} path
 * @property {string} message
 * @property {string} hint
 * @property {string} text  The line itself.
 *
 * @typedef {object} Film  What `/api/film` answers; `film` and `scenes` are there once the phase was `ready`.
 * @property {string} revision
 * @property {string} file
 * @property {"listening" | "wrong" | "ready"} phase
 * @property {Problem[]} problems
 * @property {string | null} song  The digest of the song's grid.
 * @property {string | null} undo  What undo takes back.
 * @property {string | null} redo
 * @property {FilmTiming} [film]
 * @property {Scene[]} [scenes]
 *
 * @typedef {{film: FilmTiming, scenes: Scene[]}} Trial  What a drag would make of it.
 *
 * @typedef {object} Song
 * @property {string} digest
 * @property {string} name
 * @property {number} duration
 * @property {number} tempo
 * @property {number} meter
 * @property {number[]} beats
 * @property {number[]} positions  Of each beat in its bar, from 1.
 * @property {number[]} strengths
 * @property {{start: number, end: number, label: string}[]} sections
 * @property {number} confidence
 * @property {{start: number, end: number, confidence: number}[]} passages
 * @property {{rate: number, values: number[]}} peaks
 * @property {string | null} url  Of the sound; null in a silent film.
 *
 * @typedef {object} KeyframePicture
 * @property {number} step
 * @property {number} scene  Index of its scene.
 * @property {string} name  Such as `prom:2`.
 * @property {string} digest  Of what is shown; another one when it changes. Empty where nothing is there yet.
 * @property {"painted" | "sketched" | "missing"} state
 * @property {string | null} url
 *
 * @typedef {object} Stack
 * @property {number} count
 * @property {number} first
 * @property {boolean} isRing
 * @property {[number, number]} canvas
 * @property {{a: [number, number], b: [number, number], feather: number}[]} nestings
 *
 * @typedef {object} Pictures  What `/api/pictures` answers; null before the film was right for the first time.
 * @property {string} revision
 * @property {boolean} isSketching  Whether more sketches, or better ones, are on their way.
 * @property {Stack} stack
 * @property {KeyframePicture[]} keyframes
 * @property {{at: [number, number], turn: number, magnification: number}[]} portals  Of each scene as it is drawn.
 *
 * @typedef {object} Choices  What `/api/choices` answers.
 * @property {{name: string, meaning: string, curve: number[]}[]} eases  The curve is the speed over the scene's time,
 *   relative to its mean.
 * @property {{name: string, shows: string}[]} motifs
 * @property {string[]} snaps
 *
 * @typedef {{do: string, [field: string]: unknown}} Change
 */

export {};
