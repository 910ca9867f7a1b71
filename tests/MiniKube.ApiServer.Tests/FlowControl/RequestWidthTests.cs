using MiniKube.Api.Names;
using MiniKube.ApiServer.FlowControl;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.Tests.FlowControl;

public sealed class RequestWidthTests
{
    private static readonly RequestInfo List = RequestInfoParser.Parse("GET", "/api/v1/namespaces/x/pods", _ => null);

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(100, 0, 1)]
    [InlineData(450, 0, 5)]
    [InlineData(450, 200, 2)]
    [InlineData(100_000, 0, RequestWidth.SeatsMax)]
    public void A_list_is_as_wide_as_the_last_one_was_long(int objects, int limit, int seats)
    {
        var width = new RequestWidth();

        width.NoteList(List, objects);

        width.SeatsFor(List, limit).Should().Be(seats);
        width.SeatsFor(RequestInfoParser.Parse("GET", "/api/v1/namespaces/y/pods", _ => null), limit).Should().Be(1);
    }

    [Fact]
    public void A_write_is_as_wide_as_many_watch_it()
    {
        var width = new RequestWidth();
        var write = RequestInfoParser.Parse("POST", "/api/v1/namespaces/x/pods", _ => null);

        width.NoteWatchers(new GroupResource("", "pods"), 350);
        var many = width.SeatsFor(write, 0);
        width.NoteWatchers(new GroupResource("", "pods"), -350);

        (many, width.SeatsFor(write, 0)).Should().Be((4, 1));
    }
}
