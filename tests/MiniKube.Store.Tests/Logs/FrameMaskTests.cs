using System.Numerics;
using MiniKube.Store.Logs;

namespace MiniKube.Store.Tests.Logs;

public sealed class FrameMaskTests
{
    private const ulong Salt = 4711;

    [Fact]
    public void What_is_dense_enough_is_written_as_it_is()
    {
        var payload = new byte[5000];
        payload.AsSpan().Fill((byte)'.');

        FrameMask.Choose(payload, offset: 192, Salt).Should().Be(0);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(512)]
    [InlineData(1984)]
    public void No_sector_that_is_all_payload_is_nearly_zero_under_the_mask(int offset)
    {
        var random = new Random(offset);
        for (var round = 0; round < 500; round++)
        {
            var payload = Sparse(random);
            var written = payload.ToArray();
            var mask = FrameMask.Choose(payload, offset, Salt);
            FrameMask.Apply(written, mask);

            for (var start = (512 - (offset % 512)) % 512; start + 512 <= written.Length; start += 512)
            {
                BitsOf(written.AsSpan(start, 512)).Should().BeGreaterThanOrEqualTo(32, $"round {round}");
            }

            FrameMask.Apply(written, mask);
            written.Should().Equal(payload);
        }
    }

    [Fact]
    public void A_value_made_to_be_zero_under_the_mask_only_leads_to_another_mask()
    {
        var payload = new byte[4 * 512];
        for (var sector = 1; sector < 4; sector++)
        {
            // As if somebody knew what comes next: each mask that would be taken is in the payload, and so makes a sector of zeros.
            var mask = FrameMask.Choose(payload, offset: 512, Salt);
            mask.Should().NotBe(0);
            FrameMask.Apply(payload.AsSpan(sector * 512, 512), mask);
        }

        var last = FrameMask.Choose(payload, offset: 512, Salt);

        FrameMask.Apply(payload, last);
        Enumerable.Range(0, 4).Should().AllSatisfy(sector => BitsOf(payload.AsSpan(sector * 512, 512)).Should().BeGreaterThanOrEqualTo(32));
    }

    private static byte[] Sparse(Random random)
    {
        var payload = new byte[random.Next(6000)];
        for (var count = random.Next(8); count > 0 && payload.Length > 0; count--)
        {
            payload[random.Next(payload.Length)] = (byte)random.Next(256);
        }

        return payload;
    }

    private static int BitsOf(ReadOnlySpan<byte> bytes)
    {
        var bits = 0;
        foreach (var value in bytes)
        {
            bits += BitOperations.PopCount(value);
        }

        return bits;
    }
}
