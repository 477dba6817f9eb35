using GangExitStream.Pages;

namespace GangExitStream.Dashboard.Web;

/// <summary>Placeholders of the charts, which scripts draw and make visible.</summary>
internal static class PageCharts
{
    public const string Timeline = """
        <section class="card js" id="timeline-section" aria-labelledby="timeline-title" hidden>
        <div class="head"><h3 id="timeline-title">When</h3>
        <div class="controls">
        <label>Measure <select id="measure"></select></label>
        <label>Split by <select id="split"></select></label>
        </div></div>
        <p class="caption">The latest <span id="span"></span>. Zoom: drag across the chart, move the handles below it, or use the buttons.</p>
        <div class="chart tall" id="timeline" role="img" aria-label="Timeline"></div>
        <div class="zoom" role="group" aria-label="Zoom the timeline">

        """ + PageParts.ZoomButtons + """
        <output id="range" aria-live="off"></output></div>
        </section>

        """;

    public const string Fleet = """
        <section class="card js" id="heat-section" aria-labelledby="heat-title" hidden><h3 id="heat-title">The worst VMs over time</h3>
        <p class="caption"><span id="heat-what"></span> of each VM: the darker (on a dark page, the lighter) the more. <span id="heat-note"></span></p>
        <div class="chart" id="heat" role="img" aria-label="Heat map of VMs over time"></div></section>
        <section class="card js" id="triggers-section" aria-labelledby="triggers-title" hidden><h3 id="triggers-title">Traps of the worst VMs</h3>
        <p class="caption"><span id="triggers-what"></span> by trap. “Not told”: the trace does not show which it was.</p>
        <div class="chart" id="triggers" role="img" aria-label="Traps by VM"></div></section>

        """;
}
