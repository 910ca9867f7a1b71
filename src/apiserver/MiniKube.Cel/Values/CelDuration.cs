using System.Globalization;

namespace MiniKube.Cel.Values;

/// <summary>Writes lengths of time as the language does: <c>5400s</c>, <c>1.5s</c>.</summary>
internal static class CelDuration
{
    private const decimal NanosPerSecond = 1_000_000_000m;

    public static string Write(long nanoseconds) => (nanoseconds / NanosPerSecond).ToString("0.#########", CultureInfo.InvariantCulture) + "s";
}
