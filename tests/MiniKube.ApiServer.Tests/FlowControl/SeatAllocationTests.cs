using CsCheck;
using MiniKube.ApiServer.FlowControl;
using MiniKube.ApiServer.FlowControl.Queues;
using MiniKube.ApiServer.FlowControl.Schemas;

namespace MiniKube.ApiServer.Tests.FlowControl;

public sealed class SeatAllocationTests
{
    [Fact]
    public void Who_needs_more_than_their_part_gets_what_others_lend()
    {
        var seats = SeatAllocation.Divide(100, [new SeatBounds(10, 100, 90), new SeatBounds(20, 100, 1), new SeatBounds(30, 40, 1)]);

        seats.Should().Equal(50, 20, 30);
    }

    [Fact]
    public void Nobody_gets_more_than_they_may_borrow()
    {
        var seats = SeatAllocation.Divide(100, [new SeatBounds(10, 40, 90), new SeatBounds(10, 100, 10)]);

        seats.Should().Equal(40, 60);
    }

    [Fact]
    public void The_parts_keep_their_bounds_and_fill_the_whole() => Gen.Select(Gen.Int[0, 50], Gen.Int[0, 50], Gen.Int[0, 100]).Array[1, 10].Sample(levels =>
    {
        var bounds = levels.Select(level => new SeatBounds(level.Item1, level.Item1 + level.Item2, level.Item3)).ToList();
        var total = (bounds.Sum(level => level.Lower) + bounds.Sum(level => level.Upper)) / 2;

        var seats = SeatAllocation.Divide(total, bounds);

        seats.Should().HaveCount(bounds.Count);
        seats.Zip(bounds).Should().OnlyContain(pair => pair.First >= pair.Second.Lower && pair.First <= pair.Second.Upper);
        Math.Abs(seats.Sum() - total).Should().BeLessThanOrEqualTo(bounds.Count);
    });

    [Fact]
    public void Limits_follow_from_shares()
    {
        var level = new PriorityLevelConfiguration { Name = "x", NominalShares = 40, LendablePercent = 50, BorrowingLimitPercent = 25 };

        SeatLimits.Of(level, seats: 600, shares: 245).Should().Be(new SeatLimits(Nominal: 98, Lower: 49, Upper: 122));
        SeatLimits.Of(level with { BorrowingLimitPercent = null }, seats: 600, shares: 245).Upper.Should().Be(698);
    }
}
