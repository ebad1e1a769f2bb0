export { default } from './timeline.js'
export * from './timeline.js'
