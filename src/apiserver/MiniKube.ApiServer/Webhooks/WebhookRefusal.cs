using System.Text;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Webhooks;

/// <summary>What is said of an answer that is no success, in the words of Go's client.</summary>
internal static class WebhookRefusal
{
    private const int TextMax = 2048;

    public static string Of(int code, byte[] body)
    {
        if (StatusJson.TryRead(body) is { Message.Length: > 0 } status)
        {
            return status.Message;
        }

        return code switch
        {
            400 => "the server rejected our request for an unknown reason",
            401 => "the server has asked for the client to provide credentials",
            403 => Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, TextMax))),
            404 => "the server could not find the requested resource",
            405 => "the server does not allow this method on the requested resource",
            415 => "the server was not able to process the request: it takes another media type",
            429 => "the server has received too many requests and has asked us to try again later",
            503 => "the server is currently unable to handle the request",
            504 => "the server was unable to return a response in the time allotted, but may still be processing the request",
            >= 500 => $"an error on the server (\"{Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, TextMax)))}\") has prevented the request from succeeding",
            _ => $"the server responded with the status code {code} but did not return more information",
        };
    }
}
