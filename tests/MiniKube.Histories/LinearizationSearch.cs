namespace MiniKube.Histories;

/// <summary>One search for an order of the operations on a few keys.</summary>
internal sealed class LinearizationSearch
{
    private readonly IReadOnlyList<OperationRecord> _records;
    private readonly int[] _keys;
    private readonly ulong[] _marks;
    private readonly Node _head = new(-1, isCall: false);
    private int _deepest;

    public LinearizationSearch(IReadOnlyList<OperationRecord> records, int[] keys)
    {
        if (keys.Length > 2)
        {
            throw new ArgumentException("the state of a part is at most two keys");
        }

        _records = records;
        _keys = keys;
        var chance = new Random(records.Count);
        _marks = [.. records.Select(_ => (ulong)chance.NextInt64())];
        Link();
    }

    /// <summary>The answer at which the search came farthest and could not go on.</summary>
    public OperationRecord? Culprit { get; private set; }

    public LinearizabilityResult Run(long stepsMax)
    {
        var state = 0UL;
        var done = 0UL;
        var tried = new HashSet<(ulong Done, ulong State)>();
        var path = new Stack<(Node Node, ulong State)>();
        var node = _head.Next;
        for (var steps = 0L; _head.Next is not null; steps++)
        {
            if (steps > stepsMax)
            {
                return LinearizabilityResult.Undecided;
            }

            if (node!.IsCall)
            {
                if (TryApply(_records[node.Record], state, out var next) && tried.Add((done ^ _marks[node.Record], next)))
                {
                    path.Push((node, state));
                    state = next;
                    done ^= _marks[node.Record];
                    node.Lift();
                    node = _head.Next;
                }
                else
                {
                    node = node.Next;
                }
            }
            else
            {
                if (path.Count >= _deepest)
                {
                    (_deepest, Culprit) = (path.Count, _records[node.Record]);
                }

                if (!path.TryPop(out var last))
                {
                    return LinearizabilityResult.Violated;
                }

                (node, state) = last;
                done ^= _marks[node.Record];
                node.Unlift();
                node = node.Next;
            }
        }

        return LinearizabilityResult.Linearizable;
    }

    private void Link()
    {
        var events = new List<(long At, Node Node)>();
        for (var i = 0; i < _records.Count; i++)
        {
            var call = new Node(i, isCall: true);
            var answer = new Node(i, isCall: false);
            call.Answer = answer;
            events.Add((_records[i].Called, call));
            events.Add((_records[i].HappenedBefore, answer));
        }

        var previous = _head;
        foreach (var (_, node) in events.OrderBy(entry => entry.At))
        {
            previous.Next = node;
            node.Previous = previous;
            previous = node;
        }
    }

    private bool TryApply(OperationRecord record, ulong state, out ulong next)
    {
        next = state;
        var operation = record.Operation;
        for (var i = 0; i < operation.Keys.Length; i++)
        {
            if (record.Answered is not null && record.Before[i] != Get(state, operation.Keys[i]))
            {
                return false;
            }
        }

        if (operation.Value is { } value && (operation.Expected is not { } expected || Get(state, operation.Keys[0]) == expected))
        {
            foreach (var key in operation.Keys)
            {
                next = Set(next, key, value);
            }
        }

        return true;
    }

    private int Get(ulong state, int key) => (int)(key == _keys[0] ? state >> 32 : state & uint.MaxValue);

    private ulong Set(ulong state, int key, int value) => key == _keys[0]
        ? ((ulong)(uint)value << 32) | (state & uint.MaxValue)
        : (state & ~(ulong)uint.MaxValue) | (uint)value;

    private sealed class Node(int record, bool isCall)
    {
        public int Record { get; } = record;

        public bool IsCall { get; } = isCall;

        public Node? Answer { get; set; }

        public Node? Previous { get; set; }

        public Node? Next { get; set; }

        /// <summary>Takes the call and its answer out of the list.</summary>
        public void Lift()
        {
            Unlink();
            Answer!.Unlink();
        }

        public void Unlift()
        {
            Answer!.Relink();
            Relink();
        }

        private void Unlink()
        {
            Previous!.Next = Next;
            Next?.Previous = Previous;
        }

        private void Relink()
        {
            Previous!.Next = this;
            Next?.Previous = this;
        }
    }
}
