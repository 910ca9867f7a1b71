namespace MiniKube.Faults.Tests.Faults;

/// <summary>Draws what is to happen from a seed: each kind at least once where there are rounds enough, then by chance.</summary>
internal static class FaultPlan
{
    /// <summary>The others have another leader by then: they wait for at most two seconds, and need one more round when their votes are split.</summary>
    private const int LongMilliseconds = 2_600;

    private static readonly FaultKind[] Stopping = [FaultKind.Kill, FaultKind.KillAll, FaultKind.Pause, FaultKind.PauseAll];

    public static IReadOnlyList<Fault> Draw(Random chance, int rounds, int members, bool canCut)
    {
        FaultKind[] kinds = canCut ? Enum.GetValues<FaultKind>() : Stopping;
        FaultKind[] first = [.. kinds];
        chance.Shuffle(first);
        return [.. Enumerable.Range(0, rounds).Select(round => Draw(chance, round < first.Length ? first[round] : kinds[chance.Next(kinds.Length)], members))];
    }

    private static Fault Draw(Random chance, FaultKind kind, int members)
    {
        var isLong = kind is FaultKind.Pause or FaultKind.PauseThenCutOff || chance.Next(3) == 0;
        var milliseconds = isLong ? LongMilliseconds + chance.Next(600) : 100 + chance.Next(1_000);
        return new Fault(kind, chance.Next(2) == 0, chance.Next(members), TimeSpan.FromMilliseconds(milliseconds));
    }
}
