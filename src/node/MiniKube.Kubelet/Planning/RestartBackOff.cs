namespace MiniKube.Kubelet.Planning;

/// <summary>How long a container that keeps ending must wait: nothing at first, then 10 s doubling to 5 min; forgotten after 10 min of good health.</summary>
internal sealed record RestartBackOff(TimeSpan Delay, DateTimeOffset RestartedAt)
{
    private static readonly TimeSpan Initial = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Max = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromMinutes(10);

    /// <summary>The moment from which a container that ended at <paramref name="endedAt"/> may be started again.</summary>
    public static DateTimeOffset HeldUntil(RestartBackOff? current, DateTimeOffset endedAt) =>
        current is null || current.IsForgottenAt(endedAt) ? endedAt : endedAt + current.Delay;

    /// <summary>What to remember when the container is started again now.</summary>
    public static RestartBackOff Next(RestartBackOff? current, DateTimeOffset endedAt, DateTimeOffset now)
    {
        if (current is null || current.IsForgottenAt(endedAt))
        {
            return new RestartBackOff(Initial, now);
        }

        var doubled = current.Delay * 2;
        return new RestartBackOff(doubled < Max ? doubled : Max, now);
    }

    private bool IsForgottenAt(DateTimeOffset endedAt) => endedAt - RestartedAt > ForgetAfter;
}
