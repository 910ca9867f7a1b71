using MiniKube.ApiServer.FlowControl.Queues;

namespace MiniKube.ApiServer.FlowControl.Schemas;

/// <summary>A PriorityLevelConfiguration as far as it matters here. Immutable.</summary>
internal sealed record PriorityLevelConfiguration
{
    public const string Exempt = "exempt";
    public const string CatchAll = "catch-all";

    public required string Name { get; init; }

    public string Uid { get; init; } = "";

    /// <summary>What it is given runs at once, always.</summary>
    public bool IsExempt { get; init; }

    /// <summary>Its part of all seats, against the sum of all parts.</summary>
    public int NominalShares { get; init; }

    /// <summary>Of its nominal seats, how many hundredths others may use while it does not.</summary>
    public int LendablePercent { get; init; }

    /// <summary>How many hundredths of its nominal seats it may borrow; null for all that is to be had.</summary>
    public int? BorrowingLimitPercent { get; init; }

    public QueueSetOptions Queuing { get; init; } = QueueSetOptions.None;
}
