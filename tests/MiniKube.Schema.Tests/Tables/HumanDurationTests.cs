using MiniKube.Schema.Tables;

namespace MiniKube.Schema.Tests.Tables;

public sealed class HumanDurationTests
{
    private const long Minute = 60;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;
    private const long Year = 365 * Day;

    [Theory]
    [InlineData(-5, "<invalid>")]
    [InlineData(-1, "0s")]
    [InlineData(0, "0s")]
    [InlineData(45, "45s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData((5 * Minute) + 12, "5m12s")]
    [InlineData(10 * Minute, "10m")]
    [InlineData((179 * Minute) + 59, "179m")]
    [InlineData((3 * Hour) + (20 * Minute), "3h20m")]
    [InlineData(7 * Hour, "7h")]
    [InlineData((8 * Hour) + (59 * Minute), "8h")]
    [InlineData(47 * Hour, "47h")]
    [InlineData(2 * Day, "2d")]
    [InlineData((2 * Day) + (5 * Hour), "2d5h")]
    [InlineData((8 * Day) + (5 * Hour), "8d")]
    [InlineData(400 * Day, "400d")]
    [InlineData(2 * Year, "2y")]
    [InlineData((3 * Year) + (20 * Day), "3y20d")]
    [InlineData((9 * Year) + (20 * Day), "9y")]
    public void A_duration_gets_coarser_as_it_grows(long seconds, string expected) =>
        HumanDuration.Format(TimeSpan.FromSeconds(seconds)).Should().Be(expected);

    [Fact]
    public void A_time_that_is_not_known_has_no_age() =>
        HumanDuration.Since(null, DateTimeOffset.UnixEpoch).Should().Be("<unknown>");
}
