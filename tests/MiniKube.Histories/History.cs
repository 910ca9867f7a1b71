namespace MiniKube.Histories;

/// <summary>What all clients asked and heard, in order. Clients may be threads: what one has heard before another asks stands before it.</summary>
/// <param name="now">The time, in whatever unit the owner thinks in.</param>
public sealed class History(Func<long> now)
{
    private readonly List<OperationRecord> _records = [];
    private readonly Lock _gate = new();
    private long _order;
    private long _lastAnswer;

    /// <summary>To be read when all clients are done.</summary>
    public IReadOnlyList<OperationRecord> Records => _records;

    /// <summary>How many operations so far; for clients that still run.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _records.Count;
            }
        }
    }

    /// <summary>When.</summary>
    public long LastAnswer => Volatile.Read(ref _lastAnswer);

    public OperationRecord Call(int client, Operation operation)
    {
        lock (_gate)
        {
            var record = new OperationRecord(client, operation, _order++);
            _records.Add(record);
            return record;
        }
    }

    public void Answer(OperationRecord record, int[] before)
    {
        lock (_gate)
        {
            record.Before = before;
            record.Answered = _order++;
            Volatile.Write(ref _lastAnswer, now());
        }
    }

    /// <summary>It has not happened, and will not. Whoever does not know that leaves the record as it is.</summary>
    public void Fail(OperationRecord record)
    {
        lock (_gate)
        {
            record.HasFailed = true;
            _order++;
        }
    }
}
