using System.Collections.Immutable;
using Prometheus;

namespace MiniKube.ApiServer.Admission;

/// <summary>Times the plug-ins, and the two phases, under upstream's names.</summary>
internal sealed class AdmissionMetrics
{
    private static readonly HistogramConfiguration Times = new() { Buckets = [0.005, 0.025, 0.1, 0.5, 1, 2.5] };

    private readonly Histogram _plugins;
    private readonly Histogram _steps;

    public AdmissionMetrics(CollectorRegistry registry)
    {
        var metrics = Prometheus.Metrics.WithCustomRegistry(registry);
        _plugins = metrics.CreateHistogram(
            "apiserver_admission_controller_admission_duration_seconds",
            "Time of admission plug-ins in seconds by name, type, operation and whether they rejected.",
            ["name", "type", "operation", "rejected"],
            Times);
        _steps = metrics.CreateHistogram(
            "apiserver_admission_step_admission_duration_seconds",
            "Time of the phases of admission in seconds by type, operation and whether they rejected.",
            ["type", "operation", "rejected"],
            Times);
    }

    /// <param name="type">As upstream: <c>admit</c> or <c>validate</c>.</param>
    public PluginTimes OfStep(string type) => new(_steps, type);

    public PluginTimes OfPlugin(string name, string type) => new(_plugins, name, type);

    /// <summary>Plug-ins that have no name upstream are not timed.</summary>
    public ImmutableArray<TimedPlugin<T>> Time<T>(string type, ImmutableArray<(string Name, T Plugin)> plugins) =>
        [.. plugins.Select(each => new TimedPlugin<T>(each.Plugin, each.Name.Length == 0 ? null : OfPlugin(each.Name, type)))];
}
