import DefaultTheme from 'vitepress/theme';
import { RatioChart } from './ratio-chart.mjs';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('RatioChart', RatioChart);
  },
};
