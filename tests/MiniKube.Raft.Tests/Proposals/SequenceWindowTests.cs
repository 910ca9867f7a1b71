using CsCheck;
using MiniKube.Raft.Proposals;

namespace MiniKube.Raft.Tests.Proposals;

public sealed class SequenceWindowTests
{
    [Fact]
    public void A_number_is_taken_once_in_whatever_order_numbers_come() =>
        Gen.Int[1, 3_000].Array[0, 500].Sample(numbers =>
        {
            var window = new SequenceWindow();
            var taken = new HashSet<int>();
            foreach (var number in numbers)
            {
                window.TryMark((ulong)number).Should().Be(taken.Add(number));
            }
        });

    [Fact]
    public void What_was_refused_is_known_until_the_window_has_moved_on() =>
        Gen.Int[1, 30_000].Array[0, 500].Sample(numbers =>
        {
            var window = new SequenceWindow();
            var refused = new HashSet<ulong>();
            var highest = 0UL;
            foreach (ulong number in numbers)
            {
                highest = Math.Max(highest, number);
                if (window.TryMark(number) && number % 2 == 0)
                {
                    window.Refuse(number);
                    refused.Add(number);
                }

                window.IsRefused(number).Should().Be(refused.Contains(number) && highest - number < 4096);
            }
        });

    [Fact]
    public void A_number_is_never_taken_twice_even_where_the_window_has_moved_on() =>
        Gen.Int[1, 30_000].Array[0, 500].Sample(numbers =>
        {
            var window = new SequenceWindow();
            var taken = new HashSet<int>();
            foreach (var number in numbers)
            {
                if (window.TryMark((ulong)number))
                {
                    taken.Add(number).Should().BeTrue();
                }
            }
        });
}
