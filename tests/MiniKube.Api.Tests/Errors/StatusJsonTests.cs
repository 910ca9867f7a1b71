using System.Text;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;

namespace MiniKube.Api.Tests.Errors;

public sealed class StatusJsonTests
{
    [Fact]
    public void A_refusal_is_written_in_upstreams_order()
    {
        var status = StatusErrors.NotFound(new GroupResource("apps", "deployments"), "x").Status;

        Encoding.UTF8.GetString(StatusJson.ToBytes(status)).Should().Be(
            """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"deployments.apps \"x\" not found","reason":"NotFound","details":{"name":"x","group":"apps","kind":"deployments"},"code":404}""");
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var status = new ApiStatus
        {
            Code = 422,
            Reason = StatusReason.Invalid,
            Message = "is <not> right",
            Continue = "abc",
            ResourceVersion = "7",
            Details = new StatusDetails
            {
                Name = "n",
                Kind = "Pod",
                Uid = "u",
                RetryAfterSeconds = 3,
                Causes = [new StatusCause("FieldValueRequired", "Required value", "spec.containers")],
            },
        };

        StatusJson.TryRead(StatusJson.ToBytes(status)).Should().BeEquivalentTo(status);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"kind":"Pod"}""")]
    public void What_is_no_status_is_not_read_as_one(string body) =>
        StatusJson.TryRead(Encoding.UTF8.GetBytes(body)).Should().BeNull();
}
