using System.Net;
using System.Net.Http.Headers;

namespace MiniKube.Client.Tests.Fakes;

internal sealed class FakeFault(Func<HttpRequestMessage, bool> match, HttpStatusCode code, TimeSpan? retryAfter, int times)
{
    private int _left = times;

    public bool Takes(HttpRequestMessage request) => _left > 0 && match(request) && _left-- > 0;

    public HttpResponseMessage Answer()
    {
        var answer = FakeAnswers.Status((int)code, code.ToString(), "told to fail");
        answer.Headers.RetryAfter = retryAfter is { } delay ? new RetryConditionHeaderValue(delay) : null;
        return answer;
    }
}
