using GangExitStream.Pages;

namespace GangExitStream.Reporting.Html;

/// <summary>Markup that is the same on every page.</summary>
internal static class PageTexts
{
    /// <summary>The timeline with its controls; {0} is the trace's number on the page.</summary>
    public const string Timeline = """
        <section class="card js" aria-labelledby="timeline-title-{0}" hidden>
        <div class="head"><h3 id="timeline-title-{0}">When</h3>
        <div class="controls">
        <label>Measure <select id="measure-{0}"></select></label>
        <label>Split by <select id="split-{0}"></select></label>
        <label>VM <select id="vm-{0}"></select></label>
        </div></div>
        <p class="caption">Zoom: drag across the chart, move the handles below it, or use the buttons.</p>
        <div class="chart tall" id="timeline-{0}" role="img" aria-label="Timeline"></div>
        <div class="zoom" role="group" aria-label="Zoom the timeline">

        """ + PageParts.ZoomButtons + """
        <output id="range-{0}" aria-live="polite"></output></div>
        <details class="numbers"><summary>The chart as a table</summary><div class="scroll" tabindex="0" role="region" aria-label="The timeline as a table"><table id="timeline-table-{0}"></table></div></details>
        </section>

        """;

    /// <summary>Charts side by side; {0} is the trace's number on the page.</summary>
    public const string Charts = """
        <div class="pair js" hidden>
        <section class="card" aria-labelledby="triggers-title-{0}"><h3 id="triggers-title-{0}">What triggers gang exits</h3>
        <p class="caption">For each VM, the trap of the thread that left first. “Not told”: the trace does not show which it was.</p>
        <div class="chart" id="triggers-{0}" role="img" aria-label="Triggers by VM"></div></section>
        <section class="card" aria-labelledby="forced-title-{0}"><h3 id="forced-title-{0}">How many threads a gang exit forces out</h3>
        <p class="caption">Gang exits by the number of threads that had to leave although they had work to do.</p>
        <div class="chart" id="forced-{0}" role="img" aria-label="Threads forced out by a gang exit"></div></section>
        </div>
        <section class="card js" aria-labelledby="cost-title-{0}" hidden>
        <div class="head"><h3 id="cost-title-{0}">How long gang exits take</h3>
        <div class="controls"><label>VM <select id="cost-vm-{0}"></select></label></div></div>
        <p class="caption">For how long a vcore was out of the guest after a gang exit, on a logarithmic scale; and what part of the forced-out thread-time
        such gang exits took. <span id="cost-note-{0}"></span></p>
        <div class="chart" id="cost-{0}" role="img" aria-label="Gang exits by how long they took"></div>
        <details class="numbers"><summary>The chart as a table</summary><div class="scroll" tabindex="0" role="region" aria-label="Gang exits by how long they took, as a table"><table id="cost-table-{0}"></table></div></details>
        </section>
        <section class="card js" aria-labelledby="heat-title-{0}" hidden><h3 id="heat-title-{0}">Virtual cores over time</h3>
        <p class="caption">Gang exits a second of each vcore: the darker (on a dark page, the lighter) the more. <span id="heat-note-{0}"></span></p>
        <div class="chart" id="heat-{0}" role="img" aria-label="Heat map of vcores over time"></div></section>

        """;
}
