namespace MiniKube.CriShim.Simulated.Pods;

/// <summary>Time as CRI counts it.</summary>
internal static class UnixNanoseconds
{
    public static long Of(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
