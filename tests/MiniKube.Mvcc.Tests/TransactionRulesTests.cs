namespace MiniKube.Mvcc.Tests;

public sealed class TransactionRulesTests
{
    private static readonly Operation.Put A = new(Key.From("a"), default);
    private static readonly Operation.Put B = new(Key.From("b"), default);
    private static readonly Operation.Delete UpToB = new(new KeyRange(default, Key.From("b")));

    public static TheoryData<string, Operation[], bool> Branches => new()
    {
        { "different keys", [A, B], true },
        { "one key twice", [A, B, A], false },
        { "a key within a deleted range", [A, UpToB], false },
        { "a key behind a deleted range", [UpToB, B], true },
        { "ranges deleted twice", [UpToB, UpToB], true },
        { "the same key in both branches", [Nested([A], [A])], true },
        { "a key put here and deleted there", [Nested([A], [UpToB])], true },
        { "a key inside and outside", [A, Nested([B], [A])], false },
        { "a key inside and outside behind", [Nested([B], [A]), A], false },
        { "a key put outside, deleted inside", [A, Nested([UpToB], [])], false },
        { "a key deleted outside, put inside", [Nested([A], []), UpToB], false },
        { "a key in two that are nested", [Nested([A], []), Nested([], [A])], false },
        { "no key", [new Operation.Put(default, default)], false },
        { "no key inside", [Nested([new Operation.Put(default, default)], [])], false },
    };

    [Theory]
    [MemberData(nameof(Branches))]
    public void No_key_is_changed_twice_on_one_way_through(string what, Operation[] branch, bool isAllowed)
    {
        var asSuccess = TransactionRules.Complaint(new Transaction { Success = [.. branch] });
        var asFailure = TransactionRules.Complaint(new Transaction { Failure = [.. branch] });

        (asSuccess is null).Should().Be(isAllowed, what);
        asFailure.Should().Be(asSuccess);
    }

    [Fact]
    public void Nesting_has_a_bound()
    {
        var deepest = Enumerable.Range(1, TransactionRules.DepthMax - 1).Aggregate((Operation)A, (inner, _) => Nested([inner], []));

        TransactionRules.Complaint(new Transaction { Success = [deepest] }).Should().BeNull();
        TransactionRules.Complaint(new Transaction { Success = [Nested([deepest], [])] }).Should().Contain("deep");
    }

    [Fact]
    public void A_transaction_only_reads_when_nothing_in_it_writes()
    {
        Operation read = new Operation.GetRange(default);

        TransactionRules.OnlyReads(new Transaction { Success = [read, Nested([read], [new Operation.Get(Key.From("a"))])] }).Should().BeTrue();
        TransactionRules.OnlyReads(new Transaction { Success = [read, Nested([], [UpToB])] }).Should().BeFalse();
        TransactionRules.OnlyReads(new Transaction { Failure = [A] }).Should().BeFalse();
    }

    private static Operation.Nested Nested(Operation[] success, Operation[] failure) =>
        new(new Transaction { Success = [.. success], Failure = [.. failure] });
}
