using MiniKube.Api.Durations;

namespace MiniKube.Api.Tests.Durations;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("1ns", 1)]
    [InlineData("1.5us", 1_500)]
    [InlineData("2µs", 2_000)]
    [InlineData("2μs", 2_000)]
    [InlineData("250ms", 250_000_000)]
    [InlineData(".5s", 500_000_000)]
    [InlineData("1h30m", 5_400_000_000_000)]
    [InlineData("+1m30.25s", 90_250_000_000)]
    [InlineData("-1.5h", -5_400_000_000_000)]
    [InlineData("9223372036854775807ns", long.MaxValue)]
    [InlineData("2562047h47m16.854775807s", long.MaxValue)]
    [InlineData("0.100000000000000000000h", 360_000_000_000)]
    public void A_duration_is_read(string text, long nanoseconds)
    {
        var isRead = GoDuration.TryParse(text, out long found);

        (isRead, found).Should().Be((true, nanoseconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1")]
    [InlineData("s")]
    [InlineData("1d")]
    [InlineData("1 s")]
    [InlineData("1.2.3s")]
    [InlineData(".s")]
    [InlineData("1h-1m")]
    [InlineData("1,5s")]
    [InlineData("9223372036854775808ns")]
    [InlineData("9223372036854775807ns1ns")]
    [InlineData("9000000000000000000h")]
    [InlineData("99999999999999999999h")]
    [InlineData("79228162514264337593543950335h")]
    [InlineData("999999999999999999999999999999999999999999999999h")]
    public void What_is_no_duration_or_is_longer_than_there_are_is_refused(string text)
    {
        GoDuration.TryParse(text, out long _).Should().BeFalse();
        GoDuration.TryParse(text, out TimeSpan _).Should().BeFalse();
    }

    [Theory]
    [InlineData("0", "0s")]
    [InlineData("1.5us", "1.5µs")]
    [InlineData("90m", "1h30m0s")]
    [InlineData("90s", "1m30s")]
    [InlineData("-1500ms", "-1.5s")]
    public void A_duration_is_written_as_Go_prints_it(string text, string written)
    {
        GoDuration.TryParse(text, out long nanoseconds).Should().BeTrue();

        GoDuration.Write(nanoseconds).Should().Be(written);
    }

    [Fact]
    public void A_time_span_has_what_it_can_hold_of_it()
    {
        GoDuration.TryParse("1m0.000000250s", out TimeSpan duration).Should().BeTrue();

        duration.Should().Be(TimeSpan.FromMinutes(1) + TimeSpan.FromTicks(2));
    }
}
