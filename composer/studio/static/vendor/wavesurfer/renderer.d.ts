import type { WaveSurferOptions } from './wavesurfer.js';
import { type ScrollPercentages } from './reactive/scroll-stream.js';
import { type Signal } from './reactive/store.js';
/** A pointer hit on the waveform, in wrapper-relative [0..1] coordinates. */
export type RendererPointerHit = {
    relativeX: number;
    relativeY: number;
};
/** One step of a drag gesture on the waveform. */
export type RendererDragEvent = {
    type: 'start' | 'move' | 'end';
    relativeX: number;
};
declare class Renderer {
    private options;
    private parent;
    private container;
    private scrollContainer;
    private wrapper;
    private canvasWrapper;
    private progressWrapper;
    private cursor;
    private isScrollable;
    private audioData;
    private lastContainerWidth;
    private isDragging;
    private scope;
    private scrollRenderScope;
    private delayScope;
    private dragScope;
    private dragStream;
    private scrollStream;
    private containerInlinePadding;
    private audioDuration;
    private visibleRange;
    private _clickSignal;
    private _dblclickSignal;
    private _dragEventsSignal;
    private _renderEpoch;
    private _renderedEpoch;
    private _resizeEpoch;
    private scrollSignals;
    constructor(options: WaveSurferOptions, audioElement?: HTMLElement);
    private parentFromOptionsContainer;
    private onClickWrapper;
    private onDblClickWrapper;
    private initEvents;
    private onContainerResize;
    private initDrag;
    /**
     * Tears down the drag stream + its effect by disposing their child scope
     * (see dragScope above), then clears the field so the next initDrag()
     * starts from a clean, freshly-created child of the current this.scope.
     * Safe to call when drag was never initialized (dragScope is null, or
     * already disposed from a prior destroy()) -- Scope#dispose() is a no-op
     * the second time.
     */
    private disposeDrag;
    private calculateInlinePadding;
    private initHtml;
    /** Wavesurfer itself calls this method. Do not call it manually. */
    setOptions(options: WaveSurferOptions): void;
    getWrapper(): HTMLElement;
    getWidth(): number;
    getScroll(): number;
    setScroll(pixels: number): void;
    setScrollPercentage(percent: number): void;
    /**
     * The currently visible time range, derived from scroll position and
     * audio duration -- `{startTime: 0, endTime: duration}` when the waveform
     * isn't scrollable. Read-only; consumers (e.g. the timeline plugin) should
     * subscribe/effect off it rather than recomputing scroll math themselves.
     */
    getVisibleRange(): Signal<{
        startTime: number;
        endTime: number;
    }>;
    /**
     * Pointer clicks on the waveform, as a read-only signal. A fresh object is
     * set per click (initial value null before the first one), so subscribers
     * see every click even at identical coordinates.
     */
    get clickSignal(): Signal<RendererPointerHit | null>;
    /** Double clicks on the waveform; same shape and semantics as clickSignal. */
    get dblclickSignal(): Signal<RendererPointerHit | null>;
    /**
     * Drag gestures on the waveform ('start' -> 'move'* -> 'end'), a fresh
     * object per step; null before the first gesture.
     */
    get dragEventsSignal(): Signal<RendererDragEvent | null>;
    /** Bumped on every render pass (the public 'redraw' event derives from it). */
    get renderEpoch(): Signal<number>;
    /** Bumped (async, microtask) when a render pass has fully drawn ('redrawcomplete'). */
    get renderedEpoch(): Signal<number>;
    /** Bumped when a container resize triggered a re-render ('resize'). */
    get resizeEpoch(): Signal<number>;
    /**
     * The scroll stream's derived signals: visible range as percentages
     * [0..1] and scroll bounds in pixels. Created with the renderer (in
     * initEvents, during construction); after destroy() the signals still
     * exist but go quiet.
     */
    getScrollSignals(): {
        percentages: Signal<ScrollPercentages>;
        bounds: Signal<{
            left: number;
            right: number;
        }>;
    };
    destroy(): void;
    private createDelay;
    private getHeight;
    private convertColorValues;
    private getPixelRatio;
    private renderBarWaveform;
    private renderLineWaveform;
    private renderWaveform;
    private renderSingleCanvas;
    private renderMultiCanvas;
    private renderChannel;
    render(audioData: AudioBuffer): Promise<void>;
    reRender(): void;
    zoom(minPxPerSec: number): void;
    private scrollIntoView;
    renderProgress(progress: number, isPlaying?: boolean): void;
    exportImage(format: string, quality: number, type: 'dataURL' | 'blob'): Promise<string[] | Blob[]>;
}
export default Renderer;
