namespace MiniKube.Histories;

/// <summary>An operation as its client saw it.</summary>
public sealed class OperationRecord(int client, Operation operation, long called)
{
    public int Client { get; } = client;

    public Operation Operation { get; } = operation;

    /// <summary>The place of the call in the order of all calls and answers.</summary>
    public long Called { get; } = called;

    /// <summary>Likewise of the answer; null: none came, so it may have happened at any time since, or not.</summary>
    public long? Answered { get; internal set; }

    /// <summary>The latest place at which it can have happened, as the checker finds out.</summary>
    public long HappenedBefore { get; internal set; }

    /// <summary>What the keys held before.</summary>
    public int[] Before { get; internal set; } = [];

    /// <summary>The answer was that it did not happen and will not.</summary>
    public bool HasFailed { get; internal set; }

    public override string ToString() => $"client {Client} {Operation} -> {(Answered is null ? "?" : string.Join(',', Before))} ({Called}..{Answered})";
}
