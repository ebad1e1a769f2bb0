import BasePlugin, { type BasePluginEvents } from './base-plugin.js';
import { Scope } from './scope.js';
import type WaveSurfer from './wavesurfer.js';
import type { WaveSurferState } from './state/wavesurfer-state.js';
/** Everything a plugin's setup function needs, handed in fresh on every (re-)init. */
export interface PluginContext<Events extends BasePluginEvents> {
    wavesurfer: WaveSurfer;
    scope: Scope;
    state: WaveSurferState;
    emit: <K extends keyof Events>(event: K, ...args: Events[K] extends unknown[] ? Events[K] : never) => void;
}
/** A plugin's setup function: receives the context and options, returns its public API. */
export type PluginSetup<Options, Events extends BasePluginEvents, Api extends object> = (ctx: PluginContext<Events>, options: Options) => Api;
type PluginCtorArgs<Options> = Record<string, never> extends Options ? [options?: Options] : [options: Options];
/** The constructor + factory produced by `definePlugin`. */
export type DefinedPlugin<Options, Events extends BasePluginEvents, Api extends object> = {
    new (...args: PluginCtorArgs<Options>): BasePlugin<Events, Options> & Api;
    create(...args: PluginCtorArgs<Options>): BasePlugin<Events, Options> & Api;
};
/**
 * Define a functional wavesurfer plugin from a setup function.
 *
 * `setup` runs once per (re-)init on a fresh Scope; whatever it returns is
 * merged onto the plugin instance as its public API. Resources registered
 * via `ctx.scope.add(...)` are torn down when the plugin is destroyed.
 *
 * Api methods only exist on the instance after `_init()` has run (i.e.
 * after `wavesurfer.registerPlugin(...)`); accessing them beforehand is
 * undefined behavior. Symmetrically: calling an api method AFTER the
 * plugin has been destroyed is also undefined behavior — `ctx.wavesurfer`
 * is typed non-null, but `destroy()` sets the underlying field to
 * `undefined`, so a post-destroy read returns `undefined` at runtime
 * despite the type.
 *
 * `new Plugin(options)` / `Plugin.create(options)`: the `options` argument
 * is optional when (and only when) `Options` has no required properties
 * (see `PluginCtorArgs` below) — same ergonomics a hand-written
 * `constructor(options?: Options)` would give. When it's omitted, `setup`
 * is called with `options === undefined`, not `{}`; a `setup` for an
 * all-optional `Options` type must default it itself (e.g.
 * `Object.assign({}, defaultOptions, options)`), exactly as it already had
 * to for any individually-omitted field.
 */
export declare function definePlugin<Options, Events extends BasePluginEvents, Api extends object>(name: string, setup: PluginSetup<Options, Events, Api>): DefinedPlugin<Options, Events, Api>;
export {};
