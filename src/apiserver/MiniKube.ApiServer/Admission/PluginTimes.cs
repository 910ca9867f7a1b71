using Prometheus;

namespace MiniKube.ApiServer.Admission;

/// <summary>How long one part of admission took, by operation and by what came of it. A series begins with its first observation.</summary>
internal sealed class PluginTimes
{
    private static readonly int Operations = Enum.GetValues<AdmissionOperation>().Length;

    private readonly Histogram.Child?[] _series = new Histogram.Child?[2 * Operations];
    private readonly Histogram _seconds;
    private readonly string[] _labels;

    /// <param name="seconds">Its last labels are <c>operation</c> and <c>rejected</c>.</param>
    /// <param name="labels">The values of those before.</param>
    public PluginTimes(Histogram seconds, params string[] labels)
    {
        _seconds = seconds;
        _labels = labels;
    }

    public void Observe(AdmissionOperation operation, bool isRejected, TimeSpan took)
    {
        ref var series = ref _series[(2 * (int)operation) + (isRejected ? 1 : 0)];
        series ??= _seconds.WithLabels([.. _labels, WordOf(operation), isRejected ? "true" : "false"]);
        series.Observe(took.TotalSeconds);
    }

    public static string WordOf(AdmissionOperation operation) => operation switch
    {
        AdmissionOperation.Create => "CREATE",
        AdmissionOperation.Update => "UPDATE",
        AdmissionOperation.Delete => "DELETE",
        _ => "CONNECT",
    };
}
