namespace MiniKube.ApiServer.Admission.Expressions;

/// <summary>Whether conditions hold.</summary>
internal abstract record MatchConditionsResult
{
    /// <summary>All of them do.</summary>
    public sealed record Matches : MatchConditionsResult;

    /// <summary>One of them does not.</summary>
    public sealed record Fails(string Name) : MatchConditionsResult;

    /// <summary>None is false, but one could not be evaluated.</summary>
    public sealed record Broken(string Message) : MatchConditionsResult;
}
