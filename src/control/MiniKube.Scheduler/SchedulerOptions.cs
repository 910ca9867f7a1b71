namespace MiniKube.Scheduler;

/// <summary>How a scheduler is run.</summary>
public sealed record SchedulerOptions
{
    /// <summary>Pods whose <c>schedulerName</c> is this are its business.</summary>
    public string SchedulerName { get; init; } = "default-scheduler";

    /// <summary>Wait for the lease <c>kube-system/kube-scheduler</c> before scheduling.</summary>
    public bool LeaderElect { get; init; } = true;

    /// <summary>Pods that may be being bound at once; more wait.</summary>
    public int BindingsMax { get; init; } = 64;
}
