using System.Buffers;
using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Store.Commands;
using MiniKube.Store.Members;
using MiniKube.Store.Questions;

namespace MiniKube.Store.Tests.Fuzzing;

public sealed class CommandRulesTests
{
    private const int Rounds = 20_000;

    [Fact]
    public void A_spoiled_command_that_is_let_in_can_be_carried_out_and_what_is_not_let_in_is_refused_by_name()
    {
        var letIn = 0;
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var command = Command(random);
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                command[random.Next(command.Length)] = (byte)random.Next(256);
            }

            var isReadable = CommandRules.IsReadable(command);
            letIn += isReadable ? 1 : 0;
            try
            {
                CommandReader.Apply(State, command);
            }
            catch (InvalidDataException) when (!isReadable)
            {
                // Refused, and known to be before.
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}", exception);
            }
        }

        letIn.Should().BeInRange(Rounds / 20, Rounds - (Rounds / 20));
    }

    [Fact]
    public void A_change_of_the_membership_whose_contact_nobody_can_read_is_no_question()
    {
        var change = new MembershipChange(MembershipChangeKind.AddLearner, new MemberId(7), new byte[] { 200 });

        LeaderQuestion.TryDecode(new LeaderQuestion.Change(change).Encode()).Should().BeNull();
        LeaderQuestion.TryDecode(new LeaderQuestion.Change(change with { Context = ContactEncoding.Encode(MemberContact.Unknown) }).Encode()).Should().NotBeNull();
    }

    private static MvccState State { get; } = MvccState.Empty
        .Apply(new Transaction { Success = [new Operation.Put(Key.From("a"), "1"u8.ToArray()), new Operation.Put(Key.From("b"), default)] }).State
        .Grant(new LeaseId(7), 60).State;

    private static byte[] Command(Random random)
    {
        var writer = new ArrayBufferWriter<byte>();
        switch (random.Next(4))
        {
            case 0:
                CommandWriter.WriteGrant(writer, new LeaseId(random.Next(9)), 60);
                break;
            case 1:
                CommandWriter.WriteRevoke(writer, new LeaseId(7));
                break;
            default:
                CommandWriter.Write(writer, Whole);
                break;
        }

        return writer.WrittenSpan.ToArray();
    }

    private static Transaction Whole { get; } = new()
    {
        Comparisons =
        [
            new Comparison.Exists(Key.From("a")),
            new Comparison.Number(KeyRange.Single(Key.From("a")), ComparedNumber.Version, Relation.Greater, 0),
            new Comparison.Value(KeyRange.Single(Key.From("b")), Relation.Less, "z"u8.ToArray()),
        ],
        Success =
        [
            new Operation.Put(Key.From("a"), "2"u8.ToArray()) { Lease = new LeaseId(7) },
            new Operation.Delete(KeyRange.Single(Key.From("b"))),
            new Operation.GetRange(KeyRange.Prefix(Key.From("c"))) { Limit = 3 },
        ],
        Failure = [new Operation.Nested(new Transaction { Success = [new Operation.Get(Key.From("a"))] })],
    };
}
