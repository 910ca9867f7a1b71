namespace MiniKube.Mvcc.Tests.Transactions;

public sealed class PrerequisitesTests
{
    private static readonly Key A = Key.From("a");

    public static TheoryData<Operation, Refusal> Operations => new()
    {
        { new Operation.Put(A, default) { Lease = new LeaseId(9) }, Refusal.LeaseNotFound },
        { new Operation.Put(A, default) { Lease = new LeaseId(1) }, Refusal.None },
        { new Operation.Put(Key.From("none"), default) { KeepsValue = true }, Refusal.KeyNotFound },
        { new Operation.Put(Key.From("none"), default) { KeepsLease = true }, Refusal.KeyNotFound },
        { new Operation.Put(A, default) { KeepsValue = true, KeepsLease = true }, Refusal.None },
        { new Operation.GetRange(default) { At = new Revision(99) }, Refusal.FutureRevision },
        { new Operation.GetRange(default) { At = new Revision(1) }, Refusal.Compacted },
        { new Operation.GetRange(default) { At = new Revision(3) }, Refusal.None },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public void What_cannot_be_done_makes_the_whole_transaction_do_nothing_however_deep_it_lies(Operation operation, Refusal refusal)
    {
        var state = State();
        var nested = new Transaction { Comparisons = [new Comparison.Exists(A)], Success = [operation] };

        foreach (var last in (Operation[])[operation, new Operation.Nested(nested)])
        {
            var applied = state.Apply(new Transaction { Success = [new Operation.Put(Key.From("b"), default), last] });

            applied.Result.Refusal.Should().Be(refusal);
            (applied.State.Find("b"u8) is null).Should().Be(refusal != Refusal.None);
            ReferenceEquals(applied.State, state).Should().Be(refusal != Refusal.None);
        }
    }

    [Fact]
    public void What_the_branch_not_taken_needs_does_not_matter()
    {
        var transaction = new Transaction
        {
            Comparisons = [new Comparison.Exists(A)],
            Success = [new Operation.Put(Key.From("b"), default)],
            Failure = [new Operation.Put(A, default) { Lease = new LeaseId(9) }],
        };

        State().Apply(transaction).Result.Refusal.Should().Be(Refusal.None);
    }

    /// <summary>The key "a" at revision 3, compacted to 2, and a lease 1.</summary>
    private static MvccState State()
    {
        var put = new Transaction { Success = [new Operation.Put(A, default)] };
        return MvccState.Empty.Apply(put).State.Apply(put).State.Compact(new Revision(2)).Grant(new LeaseId(1), 10).State;
    }
}
