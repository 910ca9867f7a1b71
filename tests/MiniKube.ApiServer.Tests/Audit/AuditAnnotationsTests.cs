using MiniKube.ApiServer.Audit;

namespace MiniKube.ApiServer.Tests.Audit;

public sealed class AuditAnnotationsTests
{
    [Fact]
    public void The_first_value_of_a_key_stays()
    {
        var annotations = AuditAnnotations.Kept();

        annotations.Add("example.com/one", "first");
        annotations.Add("example.com/one", "second");

        annotations.All.Should().Equal(new Dictionary<string, string> { ["example.com/one"] = "first" });
    }

    [Fact]
    public void A_request_that_nobody_records_keeps_nothing()
    {
        AuditAnnotations.None.Add("example.com/one", "first");

        AuditAnnotations.None.All.Should().BeEmpty();
    }
}
