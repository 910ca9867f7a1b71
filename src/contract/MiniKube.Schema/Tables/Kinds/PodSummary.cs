using System.Text.Json.Nodes;

namespace MiniKube.Schema.Tables.Kinds;

/// <summary>What the containers of a pod say together.</summary>
internal sealed record PodSummary
{
    public required string Status { get; init; }

    public int TotalContainers { get; init; }

    public int ReadyContainers { get; init; }

    public long Restarts { get; init; }

    public DateTimeOffset? LastRestart { get; init; }

    public static PodSummary Of(JsonObject pod)
    {
        var sidecars = pod.Items("spec", "initContainers")
            .Where(container => container.Text("restartPolicy") == "Always")
            .Select(container => container.Text("name"))
            .ToHashSet(StringComparer.Ordinal);
        var summary = Initializing(pod, sidecars, out var sidecarRestarts);
        var isInitializing = summary.Status.StartsWith("Init:", StringComparison.Ordinal);
        if (!isInitializing || pod.Condition("Initialized") == "True")
        {
            summary = Running(pod, summary with { Restarts = sidecarRestarts.Restarts, LastRestart = sidecarRestarts.Last });
        }

        return summary with
        {
            TotalContainers = pod.Size("spec", "containers") + sidecars.Count,
            Status = Terminating(pod) ?? summary.Status,
        };
    }

    private static PodSummary Initializing(JsonObject pod, HashSet<string> sidecars, out (long Restarts, DateTimeOffset? Last) ofSidecars)
    {
        var summary = new PodSummary { Status = PhaseOf(pod) };
        ofSidecars = default;
        var statuses = pod.Items("status", "initContainerStatuses");
        for (var i = 0; i < statuses.Count; i++)
        {
            var container = statuses[i];
            var isSidecar = sidecars.Contains(container.Text("name"));
            summary = summary.Restarted(container);
            if (isSidecar)
            {
                ofSidecars = (ofSidecars.Restarts + container.Number("restartCount"), Later(ofSidecars.Last, LastTermination(container)));
            }

            if (container.At("state", "terminated") is { } terminated && terminated.Number("exitCode") == 0)
            {
                continue;
            }

            if (isSidecar && container.Flag("started"))
            {
                summary = summary with { ReadyContainers = summary.ReadyContainers + (container.Flag("ready") ? 1 : 0) };
                continue;
            }

            return summary with { Status = $"Init:{InitStep(container) ?? $"{i}/{pod.Size("spec", "initContainers")}"}" };
        }

        return summary;
    }

    private static PodSummary Running(JsonObject pod, PodSummary summary)
    {
        var hasRunning = false;
        foreach (var container in pod.Items("status", "containerStatuses").Reverse())
        {
            summary = summary.Restarted(container);
            if (container.Text("state", "waiting", "reason") is { Length: > 0 } waiting)
            {
                summary = summary with { Status = waiting };
            }
            else if (container.At("state", "terminated") is { } terminated)
            {
                summary = summary with { Status = TerminationOf(terminated) };
            }
            else if (container.Flag("ready") && container.At("state", "running") is not null)
            {
                hasRunning = true;
                summary = summary with { ReadyContainers = summary.ReadyContainers + 1 };
            }
        }

        // One container is done, another still works.
        return summary.Status == "Completed" && hasRunning
            ? summary with { Status = pod.Condition("Ready") == "True" ? "Running" : "NotReady" }
            : summary;
    }

    private static string PhaseOf(JsonObject pod)
    {
        var isGated = pod.Items("status", "conditions")
            .Any(condition => condition.Text("type") == "PodScheduled" && condition.Text("reason") == "SchedulingGated");
        return isGated ? "SchedulingGated" : pod.TextOr(pod.Text("status", "phase"), "status", "reason");
    }

    private static string? Terminating(JsonObject pod)
    {
        if (!pod.IsTerminating)
        {
            return null;
        }

        if (pod.Text("status", "reason") == "NodeLost")
        {
            return "Unknown";
        }

        return pod.Text("status", "phase") is "Succeeded" or "Failed" ? null : "Terminating";
    }

    private static string? InitStep(JsonObject container)
    {
        if (container.At("state", "terminated") is { } terminated)
        {
            return TerminationOf(terminated);
        }

        return container.Text("state", "waiting", "reason") is { Length: > 0 } reason && reason != "PodInitializing" ? reason : null;
    }

    private static string TerminationOf(JsonNode terminated)
    {
        if (terminated.Text("reason") is { Length: > 0 } reason)
        {
            return reason;
        }

        return terminated.Number("signal") is not 0 and var signal ? $"Signal:{signal}" : $"ExitCode:{terminated.Number("exitCode")}";
    }

    private static DateTimeOffset? LastTermination(JsonObject container) => container.Time("lastState", "terminated", "finishedAt");

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other ?? one : one;

    private PodSummary Restarted(JsonObject container) => this with
    {
        Restarts = Restarts + container.Number("restartCount"),
        LastRestart = Later(LastRestart, LastTermination(container)),
    };
}
