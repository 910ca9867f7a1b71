using System.Collections.Immutable;
using CsCheck;
using MiniKube.Etcd.Payloads;
using MiniKube.Etcd.Tests.Support;
using MiniKube.Etcd.Words;
using MiniKube.Mvcc;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Tests.Payloads;

/// <summary>What is written by hand reads, by protobuf's own code, as what was meant.</summary>
public sealed class AnswerEncodingTests
{
    private static readonly Gen<long> Numbers = Gen.OneOf(Gen.Const(0L), Gen.Long[0, 300], Gen.Long);

    private static readonly Gen<KeyValue> Items = Gen.Select(
        Gen.Byte.Array[1, 20], Gen.Byte.Array[0, 300], Numbers.Array[4], (key, value, numbers) => new KeyValue(
            new Key(key), value, new Revision(numbers[0]), new Revision(numbers[1]), numbers[2], new LeaseId(numbers[3])));

    private static readonly Gen<HeaderEncoding> Headers = Gen.Select(
        Gen.ULong, Gen.ULong[0, 5], Numbers, Gen.Long[0, 9], (cluster, member, revision, term) => new HeaderEncoding(cluster, member, revision, term));

    private static readonly Gen<KeyEvent> Events = Gen.Select(Items, Items, Gen.Bool, Gen.Bool, (current, previous, isPut, hasPrevious) => new KeyEvent(
        isPut ? KeyEventType.Put : KeyEventType.Delete,
        current.Key,
        current.ModRevision,
        isPut ? current : null,
        hasPrevious ? previous : null));

    [Fact]
    public void A_range_reads_as_what_was_found() =>
        Gen.Select(Headers, Items.Array[0, 5], Numbers, Gen.Bool).Sample((header, items, count, isCutOff) =>
        {
            var payload = PayloadContext.Of(RangeAnswer.Marshaller, new RangeAnswer(header, [.. items], count, isCutOff));

            var expected = new Wire.RangeResponse { Header = Expected(header), Count = count, More = isCutOff, Kvs = { items.Select(KeyValues.Write) } };
            Wire.RangeResponse.Parser.ParseFrom(payload).Should().Be(expected);
        });

    [Fact]
    public void A_put_reads_as_what_was_there() =>
        Gen.Select(Headers, Items, Gen.Bool).Sample((header, item, hasPrevious) =>
        {
            var payload = PayloadContext.Of(PutAnswer.Marshaller, new PutAnswer(header, hasPrevious ? item : null));

            var expected = new Wire.PutResponse { Header = Expected(header), PrevKv = hasPrevious ? KeyValues.Write(item) : null };
            Wire.PutResponse.Parser.ParseFrom(payload).Should().Be(expected);
        });

    [Fact]
    public void Events_that_several_watches_send_read_like_those_of_one() =>
        Gen.Select(Headers, Gen.Bool, Events.Array[1, 5]).Sample((header, withPrevious, events) =>
        {
            var shared = new EncodedEvents();
            ImmutableArray<KeyEvent> same = [.. events];
            var alone = new WatchAnswer { Header = header, WatchId = 7, Events = same, WithPrevious = withPrevious };

            var first = alone with { EncodedEvents = shared.Find(same, withPrevious) };
            var second = alone with { EncodedEvents = shared.Find(same, withPrevious) };

            first.EncodedEvents.Should().BeNull("one watch alone pays for nothing more");
            second.EncodedEvents.Should().NotBeNull();
            PayloadContext.Of(WatchAnswer.Marshaller, second).Should().Equal(PayloadContext.Of(WatchAnswer.Marshaller, alone));
            shared.Find([.. events], withPrevious).Should().BeNull("these are others, which only look the same");
        });

    [Fact]
    public void Large_events_are_written_by_each_watch()
    {
        var shared = new EncodedEvents();
        var large = new KeyValue(Key.From("large"), new byte[100_000], new Revision(2), new Revision(2), 1, default);
        ImmutableArray<KeyEvent> events = [new KeyEvent(KeyEventType.Put, large.Key, large.ModRevision, large, null)];

        _ = shared.Find(events, false);

        shared.Find(events, false).Should().BeNull();
    }

    [Fact]
    public void An_answer_of_a_watch_reads_as_what_happened() =>
        Gen.Select(Headers, Numbers, Gen.Int[0, 31], Gen.String[0, 9], Events.Array[0, 5]).Sample((header, id, flags, reason, events) =>
        {
            var answer = new WatchAnswer
            {
                Header = header,
                WatchId = id,
                IsCreated = (flags & 1) != 0,
                IsCanceled = (flags & 2) != 0,
                IsFragment = (flags & 4) != 0,
                CompactRevision = new Revision(flags & 8),
                CancelReason = reason,
                WithPrevious = (flags & 16) != 0,
                Events = [.. events],
            };

            var payload = PayloadContext.Of(WatchAnswer.Marshaller, answer);

            var read = Wire.WatchResponse.Parser.ParseFrom(payload);
            var expected = new Wire.WatchResponse
            {
                Header = Expected(header),
                WatchId = id,
                Created = answer.IsCreated,
                Canceled = answer.IsCanceled,
                Fragment = answer.IsFragment,
                CompactRevision = flags & 8,
                CancelReason = read.CancelReason,
                Events = { events.Select(change => Expected(change, answer.WithPrevious)) },
            };
            read.Should().Be(expected);
            read.CancelReason.Length.Should().Be(reason.Length);
        });

    private static Wire.ResponseHeader Expected(HeaderEncoding header) => new()
    {
        ClusterId = header.Cluster,
        MemberId = header.Member,
        Revision = header.Revision,
        RaftTerm = (ulong)header.Term,
    };

    private static Wire.Event Expected(KeyEvent change, bool withPrevious) => new()
    {
        Type = change.Current is null ? Wire.Event.Types.EventType.Delete : Wire.Event.Types.EventType.Put,
        Kv = change.Current is { } current
            ? KeyValues.Write(current)
            : new Wire.KeyValue { Key = Google.Protobuf.ByteString.CopyFrom(change.Key.Bytes.Span), ModRevision = change.At.Value },
        PrevKv = withPrevious && change.Previous is { } previous ? KeyValues.Write(previous) : null,
    };
}
