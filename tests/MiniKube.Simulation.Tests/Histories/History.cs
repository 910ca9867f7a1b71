using MiniKube.Simulation.Tests.Worlds;

namespace MiniKube.Simulation.Tests.Histories;

/// <summary>What all clients asked and heard, in order.</summary>
internal sealed class History(Schedule schedule)
{
    private readonly List<OperationRecord> _records = [];
    private long _order;

    public IReadOnlyList<OperationRecord> Records => _records;

    /// <summary>When.</summary>
    public long LastAnswer { get; private set; }

    public OperationRecord Call(int client, Operation operation)
    {
        var record = new OperationRecord(client, operation, _order++);
        _records.Add(record);
        return record;
    }

    public void Answer(OperationRecord record, int[] before)
    {
        record.Before = before;
        record.Answered = _order++;
        LastAnswer = schedule.Now;
    }

    public void Fail(OperationRecord record)
    {
        record.HasFailed = true;
        _order++;
    }
}
