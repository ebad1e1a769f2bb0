export { default } from './wavesurfer.js'
export * from './wavesurfer.js'
