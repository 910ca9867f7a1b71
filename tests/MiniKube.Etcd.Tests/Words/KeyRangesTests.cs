using Google.Protobuf;
using MiniKube.Etcd.Words;
using MiniKube.Mvcc;

namespace MiniKube.Etcd.Tests.Words;

public sealed class KeyRangesTests
{
    public static TheoryData<byte[], byte[], byte[], byte[]> Ranges => new()
    {
        { [5], [5, 0], [5], [] },
        { [5], [6], [5], [6] },
        { [5], [], [5], [0] },
        { [], [], [0], [0] },
        { [], [6], [0], [6] },
    };

    [Theory]
    [MemberData(nameof(Ranges))]
    public void A_range_is_said_as_etcd_does_and_understood_again(byte[] start, byte[] end, byte[] key, byte[] rangeEnd)
    {
        var range = new KeyRange(new Key(start), new Key(end));

        var written = KeyRanges.Write(range);
        var read = KeyRanges.Read(written.Key, written.RangeEnd);

        written.Should().Be((ByteString.CopyFrom(key), ByteString.CopyFrom(rangeEnd)));
        foreach (var probe in (byte[][])[[0], [4, 255], [5], [5, 0], [5, 1], [6], [255]])
        {
            read.Contains(new Key(probe)).Should().Be(range.Contains(new Key(probe)), "of {0}", Convert.ToHexString(probe));
        }
    }

    [Fact]
    public void What_would_mean_everything_said_outright_stays_nothing()
    {
        var (key, rangeEnd) = KeyRanges.Write(new KeyRange(default, new Key(new byte[] { 0 })));

        key.Span.SequenceCompareTo(rangeEnd.Span).Should().BePositive();
    }
}
