// What two link-preview clients take from addresses: the addresses as arguments, JSON out.
const scrape = require("open-graph-scraper");
const { unfurl } = require("unfurl.js");

const urlValidatorSettings = { require_tld: false, protocols: ["http"], require_protocol: true };

const preview = async (url) => {
  const { error, result } = await scrape({ url, urlValidatorSettings });
  if (error) throw new Error(`${url}: ${result.error}`);
  const other = await unfurl(url);
  return [
    {
      title: result.ogTitle,
      description: result.ogDescription,
      address: result.ogUrl,
      site: result.ogSiteName,
      image: result.ogImage?.[0],
      card: result.twitterCard,
      twitterImage: result.twitterImage?.[0],
    },
    {
      title: other.open_graph.title,
      description: other.open_graph.description,
      address: other.open_graph.url,
      site: other.open_graph.site_name,
      image: other.open_graph.images?.[0],
      card: other.twitter_card?.card,
      twitterImage: other.twitter_card?.images?.[0],
    },
  ];
};

Promise.all(process.argv.slice(2).map(preview)).then((all) => console.log(JSON.stringify(all)));
