using MiniKube.Api.Determinism;
using MiniKube.Hosting.Nodes.Identity;

namespace MiniKube.Hosting.Tests.Nodes.Identity;

public sealed class RenewalMomentTests
{
    [Fact]
    public void A_certificate_is_renewed_when_70_to_90_percent_of_its_life_are_over_and_not_all_at_once()
    {
        var random = new SeededRandomSource(7);
        var made = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        var moments = Enumerable.Range(0, 200).Select(_ => RenewalMoment.Of(made, made.AddDays(100), random)).ToList();

        moments.Should().OnlyContain(moment => moment >= made.AddDays(70) && moment < made.AddDays(90));
        moments.Max().Should().BeAfter(moments.Min().AddDays(15));
    }
}
