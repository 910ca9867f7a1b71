using MiniKube.Faults.Tests.Clients;
using MiniKube.Histories;
using MiniKube.Mvcc;
using Operation = MiniKube.Histories.Operation;

namespace MiniKube.Faults.Tests.Verdicts;

/// <summary>A judge who cannot say no is worth nothing: histories that are wrong on purpose.</summary>
public sealed class VerdictTests
{
    private readonly History _history = new(() => 0);

    [Fact]
    public void What_can_be_explained_is_no_complaint()
    {
        Write(0, 1).Heard(0);
        var lost = Write(0, 2);
        Read(0).Heard(1);
        Read(0).Heard(2);
        WriteIf(0, expected: 7, value: 3).Heard(2);
        Write([3, 4], 4).Heard(0, 0);
        Read([3, 4]).Heard(4, 4);

        Judge(marks: [1, 2, 4]).Should().BeEmpty();
        lost.Record.Answered.Should().BeNull("nobody knows of it but who has seen it");
    }

    [Fact]
    public void A_read_that_misses_an_acknowledged_write_is_found()
    {
        Write(0, 1).Heard(0);
        Read(0).Heard(0);

        Judge(marks: [1]).Should().ContainSingle().Which.Should().Contain("not linearizable");
    }

    [Fact]
    public void A_write_that_was_seen_and_is_gone_again_is_found()
    {
        Write(0, 1);
        Read(0).Heard(1);
        Read(0).Heard(0);

        Judge(marks: [1]).Should().ContainSingle().Which.Should().Contain("not linearizable");
    }

    [Fact]
    public void A_write_that_takes_effect_twice_is_found()
    {
        var twice = Write(0, 1);
        Read(0).Heard(1);
        Write(0, 2).Heard(1);
        Read(0).Heard(1);

        Judge(marks: [1, 2]).Should().ContainSingle().Which.Should().Contain("not linearizable");
        twice.Record.Answered.Should().BeNull();
    }

    [Fact]
    public void A_transaction_that_is_seen_in_halves_is_found()
    {
        Write([3, 4], 1).Heard(0, 0);
        Write([3, 4], 2);
        Read([3, 4]).Heard(2, 1);

        Judge(marks: [1, 2]).Should().ContainSingle().Which.Should().Contain("not linearizable");
    }

    [Fact]
    public void A_condition_that_is_passed_over_is_found()
    {
        Write(0, 1).Heard(0);
        WriteIf(0, expected: 9, value: 2).Heard(1);

        Judge(marks: [1, 2]).Should().ContainSingle().Which.Should().Contain("although its condition did not hold");
    }

    [Fact]
    public void An_acknowledged_write_that_has_left_nothing_is_found()
    {
        Write(0, 1).Heard(0);
        Write(0, 2).Heard(1);

        Judge(marks: [2]).Should().ContainSingle().Which.Should().Contain("acknowledged and not there").And.Contain(":= 1");
    }

    [Fact]
    public void Members_that_differ_are_found() => Judge([], hashes: [1, 1, 2]).Should().ContainSingle().Which.Should().Contain("do not have the same");

    [Fact]
    public void A_watch_that_misses_or_repeats_something_is_found()
    {
        Judge([1, 2], watched: [(5, 1)]).Should().ContainSingle().Which.Should().Contain("missed 2");
        Judge([1, 2], watched: [(5, 1), (6, 2), (6, 2)]).Should().ContainSingle().Which.Should().Contain("from revision 6 to 6");
    }

    private static IReadOnlyList<string> Judge(
        IReadOnlyList<OperationRecord> records, int[] marks, (long At, int Value)[]? watched, uint[]? hashes) => Verdict.Complaints(
        records,
        Workload.Partitions,
        new Outcome([.. marks], [.. hashes ?? [1, 1, 1]]),
        [.. (watched ?? [.. marks.Select((value, place) => ((long)place + 1, value))]).Select(change => (new Revision(change.At), change.Value))]);

    private IReadOnlyList<string> Judge(int[] marks, (long At, int Value)[]? watched = null, uint[]? hashes = null) =>
        Judge(_history.Records, marks, watched, hashes);

    private Asked Write(int key, int value) => Write([key], value);

    private Asked Write(int[] keys, int value) => Ask(new Operation(keys, null, value));

    private Asked WriteIf(int key, int expected, int value) => Ask(new Operation([key], expected, value));

    private Asked Read(int key) => Read([key]);

    private Asked Read(int[] keys) => Ask(new Operation(keys, null, null));

    private Asked Ask(Operation operation) => new(_history, _history.Call(1, operation));

    private sealed record Asked(History History, OperationRecord Record)
    {
        public void Heard(params int[] before) => History.Answer(Record, before);
    }
}
