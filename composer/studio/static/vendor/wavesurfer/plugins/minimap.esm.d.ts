export { default } from './minimap.js'
export * from './minimap.js'
