namespace MiniKube.Controllers.ServiceAccounts.LegacyTokens;

/// <summary>What is to become of a token that is kept in a Secret.</summary>
internal abstract record LegacyTokenPlan
{
    /// <summary>Nothing, as long as nothing about it changes: it is none of those that are cleaned up.</summary>
    public sealed record Leave : LegacyTokenPlan;

    /// <summary>It is in use, or was not long ago: to be looked at again later.</summary>
    /// <param name="Left">At the earliest.</param>
    public sealed record Keep(TimeSpan Left) : LegacyTokenPlan;

    /// <summary>It is taken out of use, and refused from now on.</summary>
    /// <param name="Date">The value of the label.</param>
    public sealed record Invalidate(string Date) : LegacyTokenPlan;

    /// <summary>Nobody has missed it.</summary>
    public sealed record Delete : LegacyTokenPlan;
}
