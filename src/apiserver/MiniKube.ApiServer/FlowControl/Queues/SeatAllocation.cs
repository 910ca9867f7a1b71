using System.Collections.Immutable;

namespace MiniKube.ApiServer.FlowControl.Queues;

/// <summary>Divides all seats so that each level gets the same part of what it would like to have, within its bounds. Pure.</summary>
internal static class SeatAllocation
{
    /// <summary>Enough halvings for any difference that a seat can show.</summary>
    private const int Halvings = 60;

    /// <returns>For each level, in their order. Their sum is the total, give or take roundings and as far as the bounds allow.</returns>
    public static ImmutableArray<int> Divide(double total, IReadOnlyList<SeatBounds> levels)
    {
        var (low, high) = (0.0, 1.0);
        while (Sum(high, levels) < Math.Min(total, levels.Sum(level => level.Upper)) && high < 1e9)
        {
            high *= 2;
        }

        for (var step = 0; step < Halvings; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = Sum(middle, levels) < total ? (middle, high) : (low, middle);
        }

        return [.. levels.Select(level => (int)Math.Round(Part(high, level), MidpointRounding.AwayFromZero))];
    }

    private static double Sum(double fraction, IReadOnlyList<SeatBounds> levels) => levels.Sum(level => Part(fraction, level));

    // A level that wants nothing grows with the others once those have what they want.
    private static double Part(double fraction, SeatBounds level) => Math.Clamp(fraction * Math.Max(level.Target, 1e-3), level.Lower, Math.Max(level.Lower, level.Upper));
}
