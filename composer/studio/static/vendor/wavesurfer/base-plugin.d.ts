import EventEmitter from './event-emitter.js';
import { Scope } from './scope.js';
import type WaveSurfer from './wavesurfer.js';
export type BasePluginEvents = {
    destroy: [];
};
export type GenericPlugin = BasePlugin<BasePluginEvents, unknown>;
/**
 * Base class for wavesurfer plugins.
 *
 * @deprecated Authoring plugins as `BasePlugin` subclasses is deprecated and
 * will be removed in v9 -- use `definePlugin` instead (see
 * `src/define-plugin.ts`, and any of the first-party plugins as a reference).
 * `BasePlugin` remains the runtime chassis `definePlugin` builds on, so
 * defined plugins are still `BasePlugin` instances and existing class-based
 * plugins keep working throughout v8.
 */
export declare class BasePlugin<EventTypes extends BasePluginEvents, Options> extends EventEmitter<EventTypes> {
    protected wavesurfer?: WaveSurfer;
    protected subscriptions: (() => void)[];
    protected options: Options;
    /**
     * A disposal scope owned by the plugin chassis, disposed by destroy().
     * `definePlugin` (see define-plugin.ts) replaces this with a fresh Scope
     * on every (re-)init; class-based plugins that support destroy() ->
     * _init() re-init must do the same in onInit().
     */
    protected scope: Scope;
    private isDestroyed;
    /** Whether destroy() has been called. Subclasses use this to guard async work. */
    protected get destroyed(): boolean;
    /** Create a plugin instance */
    constructor(options: Options);
    /** Called after this.wavesurfer is available */
    protected onInit(): void;
    /** Do not call directly, only called by WavesSurfer internally */
    _init(wavesurfer: WaveSurfer): void;
    /** Destroy the plugin and unsubscribe from all events */
    destroy(): void;
}
export default BasePlugin;
