using System.Text.Json.Nodes;

namespace MiniKube.RealParts;

/// <summary>What the server answered.</summary>
public sealed record RawAnswer(int Code, string Body, IReadOnlyList<string> Warnings)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    /// <summary>Checks that this is a <c>metav1.Status</c> refusal with its code and reason.</summary>
    public void MustBeStatus(int code, string reason, string? messagePart = null)
    {
        Code.Should().Be(code, "the body is {0}", Body);
        Json["kind"]!.GetValue<string>().Should().Be("Status");
        Json["status"]!.GetValue<string>().Should().Be("Failure");
        Json["code"]!.GetValue<int>().Should().Be(code);
        Json["reason"]!.GetValue<string>().Should().Be(reason);
        var message = Json["message"]!.GetValue<string>();
        message.Should().NotBeEmpty();
        if (messagePart is not null)
        {
            message.Should().Contain(messagePart);
        }
    }
}
