namespace MiniKube.Client.Queues;

/// <summary>Delays that double from the first to the longest.</summary>
public sealed record Backoff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>For keys that fail: 5 ms up to 1000 s.</summary>
    public static Backoff ForRetries { get; } = new(TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(1000));

    /// <summary>For connections that break: 100 ms up to 30 s.</summary>
    public static Backoff ForConnections { get; } = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30));

    /// <summary>The delay after so many failures before this one.</summary>
    public TimeSpan Delay(int failures)
    {
        var factor = Math.Pow(2, Math.Min(failures, 62));
        return First.TotalSeconds * factor < Longest.TotalSeconds ? First * factor : Longest;
    }
}
