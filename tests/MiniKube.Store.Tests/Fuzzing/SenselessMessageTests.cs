using System.Buffers;
using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Store.Commands;
using MiniKube.Store.Conformance;
using MiniKube.Store.Members;
using MiniKube.Store.Tests.Clusters;
using MiniKube.Store.Tests.Recovery;

namespace MiniKube.Store.Tests.Fuzzing;

/// <summary>
/// Three members, to whom one of them seems to say what makes no sense. Left out is only what would be a lie about what is durable or who
/// leads: the protocol takes a member's word for that.
/// </summary>
public sealed class SenselessMessageTests
{
    private const int Seed = 4711;
    private const int Messages = 6000;

    private static readonly MessageKind[] Harmless =
    [
        MessageKind.PreVote, MessageKind.PreVoteAnswer, MessageKind.Vote, MessageKind.ReadIndex, MessageKind.ReadIndexAnswer, MessageKind.Propose,
        MessageKind.ProposeRefused, MessageKind.TransferLeader, MessageKind.TimeoutNow, MessageKind.AppendAnswer, default, (MessageKind)16, (MessageKind)255,
    ];

    [Fact]
    public async Task Senseless_messages_end_no_member_and_the_cluster_commits_afterwards()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var cluster = await Cluster.StartAsync(3, TestStores.Small, cancellationToken);
        await cluster[1].PutAsync("a", "1", cancellationToken);
        var random = new Random(Seed);
        for (var count = 0; count < Messages; count++)
        {
            var to = random.Next(1, 4);
            cluster.Network.Find(new MemberId(1), new MemberId((ulong)to))!.Receive(Draw(random, to, cluster.Network.NewestTerm));
            if (count % 100 == 0)
            {
                // So that all sorts of moments are met, and the mail never overflows.
                await cluster[1].GetAsync("a", cancellationToken);
            }
        }

        await cluster[1].PutAsync("a", "2", cancellationToken);

        foreach (var member in cluster.All)
        {
            (await member.GetAsync("a", cancellationToken))!.Text.Should().Be("2", $"seed {Seed}");
            (await member.RangeAsync("", cancellationToken)).Items.Should().ContainSingle($"seed {Seed}");
        }
    }

    private static Message Draw(Random random, int to, Term term)
    {
        var from = new MemberId((ulong)(1 + ((to + random.Next(2)) % 3)));
        var message = new Message
        {
            Kind = Harmless[random.Next(Harmless.Length)],
            From = random.Next(10) == 0 ? new MemberId((ulong)random.Next(6)) : from,
            To = new MemberId((ulong)to),
            Term = random.Next(6) == 0 ? new Term(long.MaxValue - random.NextInt64(1L << (1 + random.Next(61)))) : new Term(term.Value + random.Next(-2, 1)),
            Index = Place(random),
            LogTerm = new Term(random.Next(-1, 3)),
            Commit = Place(random),
            Rejected = random.Next(2) == 0,
            RejectHint = Place(random),
            RejectHintTerm = new Term(random.Next(-1, 3)),
            Context = (ulong)random.NextInt64(),
            Target = new MemberId((ulong)random.Next(6)),
            Entries = random.Next(2) == 0 ? [] : [Entry(random)],
        };
        return message.Kind switch
        {
            MessageKind.Propose => message with { Term = term, Index = LogIndex.Zero, LogTerm = Term.Zero, Commit = LogIndex.Zero, Entries = [Entry(random)] },
            MessageKind.AppendAnswer => message with { Rejected = true },

            // A read that is told to go ahead would be a lie too.
            MessageKind.ReadIndexAnswer => message with { Rejected = true },
            _ => message,
        };
    }

    private static LogIndex Place(Random random) => new(random.Next(5) switch
    {
        0 => long.MaxValue - random.Next(2),
        1 => -random.Next(1, 9),
        _ => random.Next(12),
    });

    /// <summary>Never a command that can be carried out: that would be a write like any other.</summary>
    private static Entry Entry(Random random)
    {
        var data = random.Next(4) switch
        {
            0 => new byte[random.Next(40)],
            1 => new byte[200 << 10],
            _ => Spoiled(random),
        };
        return new Entry(default, default, (EntryKind)random.Next(4), data);
    }

    private static byte[] Spoiled(Random random)
    {
        var writer = new ArrayBufferWriter<byte>();
        Envelope.Write(writer, 5, random.Next());
        CommandWriter.Write(writer, new Transaction { Success = [new Operation.Put(Key.From("b"), new byte[random.Next(30)])] });
        return writer.WrittenSpan[..^random.Next(1, 4)].ToArray();
    }
}
