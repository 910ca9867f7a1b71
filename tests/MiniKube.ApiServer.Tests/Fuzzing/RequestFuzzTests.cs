using CsCheck;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Fuzzing;

public sealed class RequestFuzzTests
{
    private const int Requests = 4000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 240_000)]
    public async Task Whatever_is_sent_is_answered_and_never_with_a_fault_of_the_server()
    {
        await using var cluster = await ApiCluster.StartAsync();

        await FuzzedRequest.Any.SampleAsync(
            async request =>
            {
                using var message = Message(request);
                if (message is null)
                {
                    return;
                }

                using var response = await cluster.Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, Token);

                var code = (int)response.StatusCode;
                code.Should().NotBe(500, "{0} is answered with {1}", request, code == 500 ? await response.Content.ReadAsStringAsync(Token) : "");
                if (code >= 400 && request.Method != "HEAD")
                {
                    await CheckRefusalAsync(request, response);
                }
            },
            iter: Requests,
            threads: 1,
            print: request => request.ToString());

        (await cluster.GetAsync("/api/v1/namespaces")).Code.Should().Be(200);
    }

    /// <summary>A refusal is a Status that says why, or plain text where nothing is served.</summary>
    private static async Task CheckRefusalAsync(FuzzedRequest request, HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsByteArrayAsync(Token);
        var type = response.Content.Headers.NonValidated["Content-Type"].ToString();
        var code = (int)response.StatusCode;
        switch (type)
        {
            case "application/json":
                var status = System.Text.Json.Nodes.JsonNode.Parse(body)!;
                status["kind"]!.GetValue<string>().Should().Be("Status", "of {0}", request);
                status["code"]!.GetValue<int>().Should().Be(code);
                status["message"]!.GetValue<string>().Should().NotBeNullOrEmpty("of {0}", request);
                break;
            case ProtobufReading.Accept:
                ProtobufReading.ToTree(body)["code"]!.GetValue<int>().Should().Be(code);
                break;
            case "application/yaml":
                System.Text.Encoding.UTF8.GetString(body).Should().Contain($"code: {code}\n");
                break;
            default:
                (type, code).Should().Be(("text/plain; charset=utf-8", 404), "of {0}", request);
                break;
        }
    }

    /// <summary>Null when the client itself cannot make such a request.</summary>
    private static HttpRequestMessage? Message(FuzzedRequest request)
    {
        // Kestrel itself refuses a path with a zero in it.
        if (!Uri.TryCreate($"https://in-process{request.Path}", UriKind.Absolute, out var uri) || uri.AbsolutePath.Contains("%00", StringComparison.Ordinal))
        {
            return null;
        }

        var message = new HttpRequestMessage(new HttpMethod(request.Method), uri);
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        if (request.Method is not ("GET" or "HEAD"))
        {
            message.Content = new ByteArrayContent(request.Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        }

        return message;
    }
}
